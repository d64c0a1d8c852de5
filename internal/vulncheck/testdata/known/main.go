// Known calls a function with a known vulnerability, GO-2021-0113, which vulncheck has
// to find. It is no part of anything that is built.
package main

import "golang.org/x/text/language"

func main() {
	language.Parse("en")
}
