// Package route reads the routes of a deployment, and finds the route of a message. A
// route makes an operation of any message by its mapping, ignores the message, or takes the
// message as the operation that it is.
package route
