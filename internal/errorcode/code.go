package errorcode

import (
	"slices"
	"strconv"
	"strings"
)

// The codes of Dataverse that decide more than the class of an error.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
const (
	NoSuchRow       = 0x80040217 // ObjectDoesNotExist
	NoSuchKey       = 0x80060891 // RecordWithKeyValuesNotFound
	NoVirtualRow    = 0x80048d02 // VirtualRecordNotFound
	NoResource      = 0x8006088a // ResourceNotFound: no such segment of the URL, or a segment that cannot be read
	BadRequest      = 0x80060888 // of a query, a URL or a header
	BadPayload      = 0x80048d19 // a name or a value in a body that the table does not take
	NoETags         = 0x8006088d // OptimisticConcurrencyNotEnabled
	OtherVersion    = 0x80060882 // ConcurrencyVersionMismatch
	NoMessage       = 0x80040800 // SdkEntityDoesNotSupportMessage
	NoTransaction   = 0x8005e007 // TransactionNotSupported
	SQLTimeout      = 0x80044151 // SqlTimeout
	DuplicateRecord = 0x80040237 // DuplicateRecord
	DuplicateKey    = 0x80060892 // DuplicateRecordEntityKey
	DuplicatesFound = 0x80040333 // DuplicateRecordsFound, by a duplicate detection rule
	TicketExpired   = 0x8004a101 // ExpiredAuthTicket
	TokenExpired    = 0x80041d52 // ExpiredOAuthToken
	UserNotEnabled  = 0x80040225 // UserNotEnabled
	UserHasNoRoles  = 0x80042f09 // UserNotAssignedRoles
	RequestLimit    = 0x80072322 // NumberOfRequestsExceeded
	TimeLimit       = 0x80072321 // ExecutionTimeExceeded
	ParallelLimit   = 0x80072326 // ConcurrencyLimitExceeded
	DSSLimit        = 0x80072327 // DSSThrottlingConcurrencyLimitExceeded
)

// Number reads a code of Dataverse in the forms in which Dataverse writes it:
// 0x80040217 in either case, and the same number as a signed decimal. It returns 0
// for any other text.
func Number(code string) uint32 {
	if hex, ok := strings.CutPrefix(strings.ToLower(code), "0x"); ok {
		n, _ := strconv.ParseUint(hex, 16, 32)
		return uint32(n)
	}
	n, _ := strconv.ParseInt(code, 10, 32)
	return uint32(n)
}

// IsOneOf reports whether a code, in any form that [Number] reads, is one of the numbers.
func IsOneOf(code string, numbers ...uint32) bool { return slices.Contains(numbers, Number(code)) }

// IsOfDataverse reports whether a code has the form of Dataverse's own codes, which
// all begin with 0x8.
func IsOfDataverse(code string) bool { return Number(code)>>31 == 1 }

// IsAboutUser reports whether a code is about the user of a request: the user is disabled
// or has no security role.
func IsAboutUser(code string) bool { return IsOneOf(code, UserNotEnabled, UserHasNoRoles) }

// Canonical returns a code as this package and Microsoft's documents write it:
// 0x80040217 for a code of Dataverse, lower case for any other. Besides the forms of
// [Number] it reads the forms in which people copy codes: eight hexadecimal digits
// without 0x, and an unsigned decimal of ten digits.
func Canonical(code string) string {
	code = strings.ToLower(strings.TrimSpace(code))
	number := Number(code)
	if base, ok := map[int]int{8: 16, 10: 10}[len(code)]; ok {
		if n, err := strconv.ParseUint(code, base, 32); err == nil {
			number = uint32(n)
		}
	}
	if number>>31 == 1 {
		return "0x" + strconv.FormatUint(uint64(number), 16)
	}
	return code
}
