// Package pgtest gives tests a real PostgreSQL: the server that DREY_TEST_POSTGRES names, else a throw-away cluster made
// from the PostgreSQL programs found on the machine. It is for tests alone.
//
//	func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }
//
//	func TestHeroes(t *testing.T) {
//		url := pgtest.URL(t) // a fresh, empty database, dropped when the test is over
//	}
//
// # One cluster a process
//
// The first test that asks starts the cluster, which takes about a second; a process whose tests never ask starts nothing.
// Each test has a database of its own there, so tests may run in parallel. The cluster listens on 127.0.0.1 and on a Unix
// socket, wants a password (md5, which is asked for in a tenth of the time of scram-sha-256), and forgoes every promise of durability. Its files stand in TMPDIR; where that
// is not set in /dev/shm, if there is a gigabyte of room, else in /tmp.
//
// # How it ends
//
// A supervising shell (cluster.sh) starts the server and reads a pipe that only the test process holds open. However that
// process ends (normally, by a panic, by -timeout, by kill -9), the pipe ends with it; the shell then stops the server and
// removes its directory. [Main] and [Exit] do the same and wait for it.
//
// # What a test finds
//
// Encoding UTF8, the C locale and the time zone Asia/Kolkata, on either kind of server: a time zone that is not UTC reveals
// code which relies on it. The role of a throw-away cluster is a superuser.
//
// # Without a server
//
// A test that asks is skipped, and the process says so once on standard error. DREY_TEST_REQUIRE=all, or a list with
// postgres in it, makes it a failure instead. A server that was found but does not work is always a failure.
package pgtest
