package changeset

// Finding is the result of a read of a row or a link.
type Finding int

const (
	Unknown Finding = iota
	IsThere
	IsGone
)
