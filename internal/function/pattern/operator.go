package pattern

import (
	"net/netip"
	"slices"
	"strings"
)

// The operators of EventBridge.
const (
	anythingBut      = "anything-but"
	cidr             = "cidr"
	equalsIgnoreCase = "equals-ignore-case"
	exists           = "exists"
	numeric          = "numeric"
	prefix           = "prefix"
	suffix           = "suffix"
	wildcard         = "wildcard"
)

const operatorList = "anything-but, cidr, equals-ignore-case, exists, numeric, prefix, suffix or wildcard"

func isOperator(name string) bool {
	return slices.Contains([]string{anythingBut, cidr, equalsIgnoreCase, exists, numeric, prefix, suffix, wildcard}, name)
}

// compileOperator compiles an operator other than exists.
func compileOperator(n node) (rule, error) {
	switch n.name {
	case anythingBut:
		return compileAnythingBut(n)
	case cidr:
		return compileCIDR(n)
	case numeric:
		return compileNumeric(n)
	case prefix, suffix:
		return compileEnd(n)
	case equalsIgnoreCase, wildcard:
		return compileText(n.name, n)
	}
	return nil, fault(n, "unknown operator: expected %s", operatorList)
}

// compileEnd compiles prefix and suffix. They take a string, or a string under
// equals-ignore-case.
func compileEnd(n node) (rule, error) {
	if !n.isObject() {
		return compileText(n.name, n)
	}
	inner, err := single(n, equalsIgnoreCase)
	if err != nil {
		return nil, err
	}
	if inner.name != equalsIgnoreCase {
		return nil, fault(inner, "unknown operator: expected %s", equalsIgnoreCase)
	}
	return compileText(n.name+" "+equalsIgnoreCase, inner)
}

// compileText compiles an operator that compares a string with a string.
func compileText(operator string, n node) (rule, error) {
	if !n.isText() {
		return nil, fault(n, "expected a string, got %s", n)
	}
	var matches func(value string) bool
	switch operator {
	case prefix:
		matches = func(value string) bool { return strings.HasPrefix(value, n.text) }
	case suffix:
		matches = func(value string) bool { return strings.HasSuffix(value, n.text) }
	case prefix + " " + equalsIgnoreCase:
		matches = func(value string) bool { return hasPrefixFold(value, n.text) }
	case suffix + " " + equalsIgnoreCase:
		matches = func(value string) bool { return hasSuffixFold(value, n.text) }
	case equalsIgnoreCase:
		matches = func(value string) bool { return strings.EqualFold(value, n.text) }
	default:
		g, err := compileGlob(n)
		if err != nil {
			return nil, err
		}
		matches = g.matches
	}
	return func(l *leaf) bool { return l.isText && matches(l.text) }, nil
}

func compileCIDR(n node) (rule, error) {
	network, err := netip.ParsePrefix(n.text)
	if err != nil || !n.isText() {
		return nil, fault(n, "expected a range of IP addresses such as 10.0.0.0/24")
	}
	return func(l *leaf) bool {
		address, err := netip.ParseAddr(l.text)
		return err == nil && l.isText && network.Contains(address)
	}, nil
}
