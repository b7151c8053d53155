package main

import (
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// start starts a clock, which stops when it is asked.
func (w *world) start() (stop func() sample) {
	server := w.serverTime()
	client, began := processorTime(), time.Now()
	return func() sample {
		wall, used := time.Since(began), processorTime()-client
		return sample{float64(wall), float64(used), float64(used + w.serverTime() - server)}
	}
}

// together reports whether the time of a call is the processor time of client and server: that of a world that is near.
func (w *world) together() bool { return w.postmaster != "" }

// processorTime is what this process has used so far.
func processorTime() time.Duration {
	var usage syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// serverTime is what the processes that serve our database have used so far; those that write and clean up behind are none.
func (w *world) serverTime() (total time.Duration) {
	if !w.together() {
		return 0
	}
	children, _ := os.ReadFile("/proc/" + w.postmaster + "/task/" + w.postmaster + "/children")
	for _, process := range strings.Fields(string(children)) {
		title, _ := os.ReadFile("/proc/" + process + "/cmdline")
		if !strings.Contains(string(title), databaseName) {
			continue
		}
		text, _ := os.ReadFile("/proc/" + process + "/schedstat")
		used, _, _ := strings.Cut(string(text), " ")
		n, _ := strconv.ParseInt(used, 10, 64)
		total += time.Duration(n)
	}
	return total
}

// findServer looks for the server's processes, by the one that serves us. Where there is none of that number on this
// machine, calls are timed by the clock.
func (w *world) findServer(backend int) {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(backend) + "/stat")
	if err != nil || !strings.Contains(string(text), "(postgres)") {
		return
	}
	if fields := strings.Fields(string(text)); len(fields) > 3 {
		w.postmaster = fields[3]
	}
}
