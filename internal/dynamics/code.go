package dynamics

import (
	"slices"
	"strconv"
	"strings"
)

// The codes of Dataverse by which an answer means something else than its
// status says.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
const (
	codeNoSuchRow       = 0x80040217 // ObjectDoesNotExist
	codeNoSuchKey       = 0x80060891 // no row with these key values
	codeNoVirtualRow    = 0x80048d02 // no such row of a virtual table
	codeNoResource      = 0x8006088a // CrmHttpError: no such segment, or none that can be read
	codeBadRequest      = 0x80060888 // of a query, an address or a header
	codeOtherVersion    = 0x80060882 // ConcurrencyVersionMismatch
	codeNoMessage       = 0x80040800 // the table does not have the message
	codeSQLTimeout      = 0x80044151
	codeDuplicateRecord = 0x80040237
	codeDuplicateKey    = 0x80060892 // DuplicateRecordEntityKey
	codeTicketExpired   = 0x8004a101 // ExpiredAuthTicket
	codeTokenExpired    = 0x80041d52 // ExpiredOAuthToken
	codeDuplicatesFound = 0x80040333 // by a duplicate detection rule
)

// codeNumber reads a code of Dataverse in the forms in which it comes:
// 0x80040217, in either case, and the same as a signed decimal. What is
// neither is 0.
func codeNumber(code string) uint32 {
	if hex, ok := strings.CutPrefix(strings.ToLower(code), "0x"); ok {
		n, _ := strconv.ParseUint(hex, 16, 32)
		return uint32(n)
	}
	n, _ := strconv.ParseInt(code, 10, 32)
	return uint32(n)
}

// isOneOf reports whether a code is one of the numbers, in whatever form.
func isOneOf(code string, numbers ...uint32) bool { return slices.Contains(numbers, codeNumber(code)) }
