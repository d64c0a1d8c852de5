// Package deployment makes the AWS account of dynctl emulate: a stack of the project's
// template in the mode of delivery direct, with its topic, queues, function, log group and
// alarms. [Account] is an endpoint of the package awsemulator on the wall clock. Queues,
// log lines and the identifiers of the account end with the process.
//
// The resources have the names of the template's logical ids after "emulator-". The
// account differs from a deployment:
//
//   - A message becomes a dead letter after [MaxReceives] receives. The template's queue
//     allows receives for a day.
//   - Of the alarms it has DeadLetterAlarm and QueueAgeAlarm: their states follow from the
//     queues. The other alarms need metrics, which the account does not have.
//   - It has no dashboard, no roles, and no FIFO topic and queues.
package deployment
