package mapping

import (
	"errors"
	"regexp"
	"strings"
)

// maxWork is the limit for the bytes of a text, multiplied by the matches of a regular
// expression in it. The interpreter counts the characters before each match from the start of
// the text, in one instruction.
const maxWork = 1 << 28

// errWork is the error of a text with too many matches.
var errWork = errors.New("a regular expression has too many matches in a long text")

// checkedMatches stands before a program that looks for all matches of a regular expression. It puts
// the check of the work before each function of jq that does so.
const checkedMatches = `
def _match1($re): match($re);
def _match2($re; $flags): match($re; $flags);
def _capture1($re): capture($re);
def _capture2($re; $flags): capture($re; $flags);
def _scan1($re): scan($re);
def _scan2($re; $flags): scan($re; $flags);
def _splits1($re): splits($re);
def _splits2($re; $flags): splits($re; $flags);
def _split2($re; $flags): split($re; $flags);
def _sub3($re; text; $flags): sub($re; text; $flags);
def _gsub2($re; text): gsub($re; text);
def _gsub3($re; text; $flags): gsub($re; text; $flags);
def _listed($re): if $re | type == "array" then _bounded($re[0]; $re[1]) else . end;
def match($re): _listed($re) | _match1($re);
def match($re; $flags): _bounded($re; $flags) | _match2($re; $flags);
def capture($re): _listed($re) | _capture1($re);
def capture($re; $flags): _bounded($re; $flags) | _capture2($re; $flags);
def scan($re): _bounded($re; "g") | _scan1($re);
def scan($re; $flags): _bounded($re; $flags + "g") | _scan2($re; $flags);
def splits($re): _bounded($re; "g") | _splits1($re);
def splits($re; $flags): _bounded($re; $flags + "g") | _splits2($re; $flags);
def split($re; $flags): _bounded($re; $flags + "g") | _split2($re; $flags);
def sub($re; text; $flags): _bounded($re; $flags) | _sub3($re; text; $flags);
def gsub($re; text): _bounded($re; "g") | _gsub2($re; text);
def gsub($re; text; $flags): _bounded($re; $flags + "g") | _gsub3($re; text; $flags);
.`

// findsAll reports whether a function of jq looks for all matches of a regular expression.
func findsAll(name string) bool {
	switch name {
	case "match", "capture", "scan", "splits", "split", "sub", "gsub":
		return true
	}
	return false
}

// checkWork returns its input, or [errWork]. A wrong argument is for the function of jq to
// report.
func checkWork(input any, args []any) any {
	s, _ := input.(string)
	if len(s)*len(s) <= maxWork {
		return input // each match has a place of its own
	}
	re, isText := args[0].(string)
	flags, _ := args[1].(string)
	if !isText || !strings.Contains(flags, "g") {
		return input
	}
	if strings.Contains(flags, "i") {
		re = "(?i)" + re
	}
	if strings.Contains(flags, "m") {
		re = "(?s)" + re // as Oniguruma means it
	}
	r, err := regexp.Compile(re)
	if err != nil {
		return input
	}
	most := maxWork / len(s)
	if len(r.FindAllStringIndex(s, most+1)) > most {
		return errWork
	}
	return input
}
