// Package conformance holds the bodies of promises_*_test.go at the root: every promise of package repo, written once, a file a topic, and
// run on every backend. A body takes a [Backend] and asks it for engines on fresh databases.
package conformance
