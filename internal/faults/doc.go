// Package faults holds the suite that proves what drey promises about commits while faults rain: a bank of accounts with an idempotent
// ledger, on every backend, whose connections are cut, torn and silenced at every trip, whose server processes are ended and stopped, whose
// server is restarted, and whose client runs out of time, panics, or is killed. It prints a table. The long form is `make faults`.
package faults
