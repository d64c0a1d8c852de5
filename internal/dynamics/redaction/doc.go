// Package redaction makes the message of a service fit for a log: one line, with a
// limited length, without the values that an operation sent and without the secret that
// the service was sent.
//
// Dataverse quotes the values of a refused request in many spellings, so the package
// finds a value in any case and however its characters are escaped.
package redaction
