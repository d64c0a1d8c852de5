// Package advice says what an error code means and what to do about it. It is written
// for the operators of the function: it names commands of dynctl, and the failures that
// Lambda and SNS report.
//
// The names and classes of the codes come from package errorcode.
package advice
