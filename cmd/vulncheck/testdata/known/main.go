// Known calls a function with a known vulnerability, GO-2021-0113. The command vulncheck
// has to find it. No build contains this program.
package main

import "golang.org/x/text/language"

func main() {
	language.Parse("en")
}
