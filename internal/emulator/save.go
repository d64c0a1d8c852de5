package emulator

import (
	"io"

	"sns-dynamics/internal/emulator/store"
)

// Save writes all rows and links, with their versions and times, for [Options.State] of
// another emulator. The state is the state between two requests. It has no tokens and no
// secrets. It has the tables and keys that were created after the start. The error is the
// error of w, or says which part cannot be encoded.
func (e *Emulator) Save(w io.Writer) error {
	e.mu.Lock()
	state, err := e.store.Snapshot(e.schema) // stored rows never change, so they can be written later
	e.mu.Unlock()
	if err != nil {
		return err
	}
	return state.Write(w)
}

// Changes counts the changes of rows and links. If it is unchanged, there is nothing new to
// save.
func (e *Emulator) Changes() int64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.store.Changes
}

// StateError is the error of [New] for an Options.State that [Emulator.Save] did not write,
// that is damaged, or that was saved with other tables.
type StateError = store.StateError
