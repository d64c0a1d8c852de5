// Package metrics defines the metrics of the function and writes them as lines of
// CloudWatch's embedded metric format. The function writes these lines to its log.
// CloudWatch reads the metrics from the log, so the function calls no other service. The
// dashboard and the alarms of the template use the names, units and dimensions of this
// package. So do the tables of the runbook.
//
// See https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
package metrics
