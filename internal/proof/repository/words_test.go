package repository

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strings"
	"testing"
)

// forbidden matches words that break the rule of plain English in CONTRIBUTING.md: a pronoun
// in place of a noun, a clause in place of a noun, and other words for a response. The list
// has only words that always break the rule.
var forbidden = regexp.MustCompile(`(?i)\b(that of|those of|those that|those who|those which|is what|are what|likewise|answer(s|ed)? (with|\d{3}))\b| of which | of whom |(?-i:(^|[.:;!?] )(Those|That of|None|What is|Whoever|Whatever is|Nor is)\b)`)

// generated matches the parts of a document that a program writes.
var generated = regexp.MustCompile(`(?s)<!-- (output|explanations|metrics|written by).*?-->.*?<!-- (end|until here) -->`)

// TestPlainWords: no comment and no document has a forbidden word.
func TestPlainWords(t *testing.T) {
	for _, name := range goFiles(t) {
		files := token.NewFileSet()
		text, err := os.ReadFile(inRoot(t, name))
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(files, name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, group := range file.Comments {
			if found := forbidden.FindString(commentText(group)); found != "" {
				t.Errorf("%s: a comment has %q: see CONTRIBUTING.md, plain technical English", files.Position(group.Pos()), found)
			}
		}
	}
	for _, name := range documents(t) {
		for paragraph := range strings.SplitSeq(generated.ReplaceAllString(prose(t, name), ""), "\n\n") {
			text := strings.Join(strings.Fields(paragraph), " ")
			if found := forbidden.FindString(text); found != "" {
				t.Errorf("%s: %q in %.120q: see CONTRIBUTING.md, plain technical English", name, found, text)
			}
		}
	}
}

// commentText returns the text of a comment on one line, without directives.
func commentText(group *ast.CommentGroup) string {
	return strings.Join(strings.Fields(group.Text()), " ")
}

func TestForbiddenWords(t *testing.T) {
	for text, want := range map[string]string{
		"The code is that of the refusal.":              "that of",
		"Those of a run must not stay.":                 "Those of",
		"The rows, of which one is gone.":               " of which ",
		"One row is gone. None is left.":                ". None",
		"verbs are what the role allows.":               "are what",
		"The service answers 204 to a write.":           "answers 204",
		"It answers with a page.":                       "answers with",
		"It fails. Whoever reads it knows.":             ". Whoever",
		"The code is the code of the refusal.":          "",
		"It says that of two rows one stays.":           "that of",
		"It returns none, and says what is wrong.":      "",
		"A person answers the question.":                "",
		"The error names the row, and one of the rows.": "",
	} {
		if got := forbidden.FindString(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
