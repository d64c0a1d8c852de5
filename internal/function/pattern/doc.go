// Package pattern decides by an event pattern of Amazon EventBridge whether an event
// matches. It uses no clock, no network and no state.
//
// A pattern is a JSON object of the same shape as the event. Each field holds an array of
// allowed values and operators: exact values, prefix, suffix, equals-ignore-case,
// anything-but, numeric, exists, wildcard and cidr. All fields of a pattern must match. One
// entry of an array is enough. The field $or holds a list of objects. One object of the list
// is enough.
//
// Arrays in the event follow EventBridge: a field whose value is an array matches if one of
// its items matches. Fields below an array match only if they are in the same item.
// exists works on leaves: an object and an empty array do not exist.
//
// Two rules differ from EventBridge. Numbers compare by their exact decimal value, with any
// number of digits, in exact values too: 300, 300.0 and 3.0e2 are equal. The same field may
// not stand twice in one combination of $or, because its meaning is not documented.
//
// See https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
package pattern
