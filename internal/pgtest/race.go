//go:build race

package pgtest

// Race says whether the race detector is told of what the tests do, which takes several times as long: a test that does one thing
// many times then does it fewer times.
const Race = true
