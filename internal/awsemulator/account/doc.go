// Package account holds the state that all services of one emulated AWS account
// share: its name, its clock, its identifiers and the size of its pages.
package account
