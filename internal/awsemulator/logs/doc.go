// Package logs emulates FilterLogEvents of Amazon CloudWatch Logs in memory. Of the filter
// patterns it knows terms and comparisons of JSON. It refuses other patterns as invalid.
package logs
