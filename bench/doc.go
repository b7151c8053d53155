// Command bench measures drey beside hand-written pgx and other libraries for Go, and writes docs/performance.md.
//
//	go -C bench run .          # the quick form, within three minutes
//	go -C bench run . -full    # more rounds, more rows
//	go -C bench run . -only cd # some workloads, to standard output
//
// Every way of doing a workload is first made to prove its result. Then all of them take turns in rounds, each
// right after hand-written pgx, so that a busy machine is busy for both; what counts is the median of these pairs' ratios. Allocations and round
// trips are exact: TestFigures holds drey's.
//
// The database is a throw-away PostgreSQL, or the server that DREY_TEST_POSTGRES names. The program pins itself and its
// server to one processor where taskset is found, so that the time of a call is the work of both.
package main
