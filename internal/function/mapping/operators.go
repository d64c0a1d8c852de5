package mapping

import (
	"errors"
	"reflect"

	"github.com/itchyny/gojq"
)

// The operators * and - look like arithmetic, and do more: a text times a number is a long
// text, and the difference of two lists compares each item with each item. A publisher decides
// whether a field is a number. So each of the two operators has a check before it.

// maxPairs is the limit for the comparisons of the difference of two lists.
const maxPairs = 1 << 22

var (
	errRepeated = errors.New("a text times a number is too long")
	errPairs    = errors.New("the difference of two lists takes too many comparisons")
)

// checkedOperators stands before a program that has one of the operators. The right operand
// comes first, because jq takes its results in the outer loop.
const checkedOperators = `
def _times($r; $l): _operands($l; $r; true) | $l * $r;
def _minus($r; $l): _operands($l; $r; false) | $l - $r;
def _updateTimes(path; $r): path |= _times($r; .);
def _updateMinus(path; $r): path |= _minus($r; .);
.`

// checkOperators puts the checks into a program. It reports whether the program has one of the
// operators.
func checkOperators(program *gojq.Query) (found bool) {
	walk(reflect.ValueOf(program), func(part any) {
		if q, ok := part.(*gojq.Query); ok && checkOperator(q) {
			found = true
		}
	})
	return found
}

// checkOperator replaces an operator by the call that checks its operands.
func checkOperator(q *gojq.Query) bool {
	var name string
	operands := []*gojq.Query{q.Right, q.Left}
	switch q.Op {
	case gojq.OpMul:
		name = "_times"
	case gojq.OpSub:
		name = "_minus"
	case gojq.OpUpdateMul:
		name, operands = "_updateTimes", []*gojq.Query{q.Left, q.Right}
	case gojq.OpUpdateSub:
		name, operands = "_updateMinus", []*gojq.Query{q.Left, q.Right}
	default:
		return false
	}
	q.Left, q.Right, q.Op = nil, nil, 0
	q.Term = &gojq.Term{Type: gojq.TermTypeFunc, Func: &gojq.Func{Name: name, Args: operands}}
	return true
}

// checkOperands returns its input, or the error of operands that are too large.
func checkOperands(input any, args []any) any {
	left, right := args[0], args[1]
	if isTimes := args[2] == true; isTimes {
		if isTooLong(left, right) || isTooLong(right, left) {
			return errRepeated
		}
		return input
	}
	l, isList := left.([]any)
	r, areLists := right.([]any)
	if isList && areLists && len(l)*len(r) > maxPairs {
		return errPairs
	}
	return input
}

// isTooLong reports whether a text that is repeated is longer than a result may be.
func isTooLong(text, number any) bool {
	s, isText := text.(string)
	n, isNumber := gojq.ToFloat64(number)
	return isText && isNumber && float64(len(s))*n > MaxResult
}
