package statefile

import (
	"context"
	"fmt"
	"time"

	"sns-dynamics/internal/emulator"
)

// Keeper saves the rows of an emulator after each change.
type Keeper struct {
	File     *File
	Emulator *emulator.Emulator
	// Every is the time between checks for changes; 0 is 200 milliseconds. After a slow
	// save the next check is later, so that saving takes at most a tenth of the time.
	Every time.Duration
	// Failed is called with the error of a failed save, once until a save succeeds. The
	// next check tries again. It must not be nil.
	Failed func(error)

	kept   int64 // the number of changes in the file
	saved  bool  // the file was written before
	failed bool
}

// Keep saves changes until ctx ends, and then once more. It returns the error of the last
// save.
func (k *Keeper) Keep(ctx context.Context) error {
	every := k.Every
	if every == 0 {
		every = 200 * time.Millisecond
	}
	timer := time.NewTimer(every)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return k.save()
		case <-timer.C:
		}
		began := time.Now()
		err := k.save()
		if err != nil && !k.failed {
			k.Failed(err)
		}
		k.failed = err != nil
		timer.Reset(max(every, 10*time.Since(began)))
	}
}

func (k *Keeper) save() error {
	changes := k.Emulator.Changes()
	if k.saved && changes == k.kept {
		return nil
	}
	if err := k.File.Replace(k.Emulator.Save); err != nil {
		return fmt.Errorf("save the rows: %w", err)
	}
	k.saved, k.kept = true, changes
	return nil
}
