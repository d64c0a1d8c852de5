//go:build unix

package handler_test

import (
	"syscall"
	"testing"
	"time"
)

// A message of four times the length takes about four times as long, whatever its content,
// and not sixteen times. The time is the time of the processor: other programs on the machine
// interrupt a long message, and not a short one.
func TestTimeIsLinear(t *testing.T) {
	const most, tries = 9, 5
	short, long := costly(64<<10), costly(256<<10)
	for name := range short {
		var ratio float64
		for range tries {
			if ratio = float64(timeOf(t, long[name])) / float64(timeOf(t, short[name])+2*time.Millisecond); ratio < most {
				break
			}
		}
		if ratio >= most {
			t.Errorf("%s: %d bytes take %.1f times as long as %d", name, len(long[name]), ratio, len(short[name]))
		}
	}
}

func timeOf(t *testing.T, text string) time.Duration {
	t.Helper()
	began := processorTime(t)
	costOf(t, text)
	return processorTime(t) - began
}

// processorTime is the time that the processors have spent on this program.
func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
