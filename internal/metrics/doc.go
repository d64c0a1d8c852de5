// Package metrics defines the metrics of the function, once, and writes them as
// lines of CloudWatch's embedded metric format: the function's log carries them,
// and CloudWatch reads them out of it, so that nothing is called. The dashboard
// and the alarms of the template take names, units and dimensions from here, and
// so do the tables of the runbook.
//
// See https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
package metrics
