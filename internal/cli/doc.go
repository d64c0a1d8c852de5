// Package cli is the frame of the program dynctl, which every command uses: the global
// flags, the report at the end with its exit code, arguments, the terminal, and the access
// to AWS and Dataverse. A package below it holds the command of its name. Package
// cmd/dynctl puts the commands together.
package cli
