package cli

import (
	"errors"
	"fmt"
	"strings"

	"sns-dynamics/internal/awserror"
	"sns-dynamics/internal/number"
)

// The exit codes.
const (
	ExitDone        = 0
	ExitFailed      = 1 // or problems found
	ExitUsage       = 2
	ExitPartial     = 3 // some messages failed
	ExitPermission  = 4 // sign-in or permission
	ExitUnavailable = 5
	ExitInterrupted = 130
)

const (
	codeUsage      = "usage"
	codeProblems   = "problems_found" // a command that checks something found problems
	codePartial    = "some_failed"
	codePermission = "permission"
	codeDown       = "unavailable"
)

// Failure is an error with the exit code of the program and with advice to the user.
type Failure struct {
	Exit int
	// Code names the failure for programs. The code of a kind of failure never changes.
	Code string
	Err  error
	// Actions are the next actions of the user, one line each.
	Actions []string
}

// Error returns the text of Err, with the cause of a failed call of AWS as [awserror.Text] writes it.
func (f *Failure) Error() string { return awserror.Text(f.Err) }

// Unwrap returns the error of the failure.
func (f *Failure) Unwrap() error { return f.Err }

// IsRetryable reports whether the same command may succeed later.
func (f *Failure) IsRetryable() bool { return f.Exit == ExitUnavailable || f.Exit == ExitInterrupted }

// Next returns the actions of the failure of a command, or else general advice for the
// exit code. It returns no action if there is nothing to say beside the error and the result.
func (f *Failure) Next(command string) []string {
	switch {
	case len(f.Actions) > 0:
		return f.Actions
	case f.Exit == ExitUsage:
		return []string{"see " + strings.Join(strings.Fields("dynctl "+command+" --help"), " ")}
	case f.Exit == ExitInterrupted:
		return []string{"run the same command again"}
	case f.Exit == ExitPermission:
		return []string{"use an identity that may do this: --profile, or the AWS_* variables", "find what is missing: dynctl doctor"}
	case f.Exit == ExitUnavailable:
		return []string{"try again later"}
	}
	return nil
}

// repair is the action of a failure without an action: programs always get one.
func (f *Failure) repair() string {
	if f.Code == codeProblems {
		return "correct what data names, then run the same command again"
	}
	return "correct what message names, then run the same command again"
}

// Usage returns the failure of a wrong command line. A [Failure] in err stays as it is.
func Usage(err error) *Failure {
	if f, ok := errors.AsType[*Failure](err); ok {
		return f
	}
	return &Failure{Exit: ExitUsage, Code: codeUsage, Err: err}
}

// Usagef returns the failure of a wrong command line.
func Usagef(format string, args ...any) *Failure { return Usage(fmt.Errorf(format, args...)) }

// Permission returns the failure of an identity that is unknown or lacks a permission.
func Permission(err error, actions ...string) *Failure {
	return &Failure{Exit: ExitPermission, Code: codePermission, Err: err, Actions: actions}
}

// Interrupted returns the failure of a command that the user interrupted.
func Interrupted(err error, actions ...string) *Failure {
	return &Failure{Exit: ExitInterrupted, Code: "interrupted", Err: err, Actions: actions}
}

// Failed returns a failure of the work itself, with exit code 1 and the action for the
// user. The failure has no action if action is empty.
func Failed(action, format string, args ...any) *Failure {
	f := &Failure{Exit: ExitFailed, Code: "failed", Err: fmt.Errorf(format, args...)}
	if action != "" {
		f.Actions = []string{action}
	}
	return f
}

// Problems returns the failure of a command that checked something and found n problems.
// The result of the command describes the problems.
func Problems(n int, what string) *Failure {
	return &Failure{Exit: ExitFailed, Code: codeProblems, Err: fmt.Errorf("%s %s", number.Grouped(n), what)}
}

// ProblemsIn returns the same failure with another error.
func ProblemsIn(err error) *Failure { return &Failure{Exit: ExitFailed, Code: codeProblems, Err: err} }

// Partial returns the failure of a command that finished only part of its work.
func Partial(err error, actions ...string) *Failure {
	return &Failure{Exit: ExitPartial, Code: codePartial, Err: err, Actions: actions}
}

// SomeFailed returns the [Partial] failure of a command that failed for some of its
// messages: "2 of 5 messages failed". The verb of what is in the plural, "were skipped"; the text
// has the singular for one message, "1 of 5 messages was skipped".
func SomeFailed(failed, of int, what string, actions ...string) *Failure {
	if verb, rest, _ := strings.Cut(what, " "); failed == 1 {
		switch verb {
		case "are":
			what = "is " + rest
		case "were":
			what = "was " + rest
		}
	}
	return Partial(fmt.Errorf("%s of %s %s", number.Grouped(failed), Plural(of, "message"), what), actions...)
}
