// Package documented holds the names that Microsoft documents for Dataverse and Dynamics
// 365: tables with their entity sets and columns, and actions and functions. A server that
// lacks a documented name can say that it lacks the name. It does not have to say that the
// name does not exist.
//
// [Read] reads the names. The data files tables_2026.txt, tables_2019.txt and
// operations.txt lie beside the code; README.md says how they are written, where the
// names come from, and which names are missing.
//
// The package holds names only. A name says neither what a column's type is nor what an
// action does.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/about-entity-reference
package documented
