package statefile

import (
	"context"
	"fmt"
	"time"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

// Keeper saves the rows of an emulator after they changed.
type Keeper struct {
	File     *File
	Emulator *dynamicstest.Emulator
	// Every is how often it looks for changes; 0 means 200 milliseconds. What
	// takes long to save is saved less often, so that saving takes no more than a
	// tenth of the time.
	Every time.Duration
	// Failed is told of a save that failed, once until one succeeds: the next
	// change, or the next look, tries again. It must not be nil.
	Failed func(error)

	kept   int64 // the changes that the file has
	saved  bool  // it was written before
	failed bool
}

// Keep saves what changed until the context ends, and then once more. It returns
// the error of the last save, if that failed.
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
