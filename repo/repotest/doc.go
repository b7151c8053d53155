// Package repotest is for tests of programs that use drey: [Rollback] gives a test an engine that leaves nothing behind in the database.
package repotest
