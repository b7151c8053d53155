// Package schema makes tables from models and models from tables. Atlas inspects, compares and plans; nothing of atlas is in
// this package's names.
package schema
