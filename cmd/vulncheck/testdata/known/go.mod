module known

go 1.27.0

toolchain go1.27.4

require golang.org/x/text v0.3.5
