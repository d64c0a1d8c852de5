// Package inprocess runs the function in this process against the embedded Dataverse
// emulator, and shows what the function did.
package inprocess
