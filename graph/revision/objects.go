package revision

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
)

// errAbsent is what a read of an object fails with that the clone lacks.
var errAbsent = errors.New("its content is not in this clone")

// objects reads from a repository's store, as it is there: no filter is applied.
type objects struct {
	git             git
	sizes, contents *pipe
}

// size is how large an object is.
func (o *objects) size(id string) (int64, error) {
	return o.ask(&o.sizes, "--batch-check", id)
}

// read returns at most limit bytes of an object, and one more where it has more.
func (o *objects) read(id string, limit int64) ([]byte, error) {
	size, err := o.size(id)
	if err != nil {
		return nil, err
	}
	if size > limit {
		return make([]byte, limit+1), nil // its reader refuses it for its size
	}
	if size, err = o.ask(&o.contents, "--batch", id); err != nil {
		return nil, err
	}
	data := make([]byte, size+1) // a line break follows
	if _, err := io.ReadFull(o.contents.out, data); err != nil {
		o.contents.close()
		o.contents = nil
		return nil, fmt.Errorf("reading from git: %w", err)
	}
	return data[:size], nil
}

// ask has a process of git answer for an object: with its size first.
func (o *objects) ask(p **pipe, mode, id string) (int64, error) {
	if *p == nil {
		started, err := startPipe(o.git.command("cat-file", mode))
		if err != nil {
			return 0, err
		}
		*p = started
	}
	line, err := (*p).ask(id)
	if err != nil {
		// git ends when it would have to fetch the object, and may not.
		(*p).close()
		*p = nil
		return 0, errAbsent
	}
	fields := strings.Fields(line)
	if len(fields) != 3 {
		return 0, errAbsent
	}
	size, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil || size < 0 {
		return 0, errAbsent
	}
	return size, nil
}

// close ends the processes.
func (o *objects) close() {
	for _, p := range []*pipe{o.sizes, o.contents} {
		if p != nil {
			p.close()
		}
	}
	o.sizes, o.contents = nil, nil
}

// pipe is a process that answers a line with a line.
type pipe struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

func startPipe(cmd *exec.Cmd) (*pipe, error) {
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("starting git: %w", err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("starting git: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting git: %w", err)
	}
	return &pipe{cmd: cmd, in: in, out: bufio.NewReader(out)}, nil
}

func (p *pipe) ask(line string) (string, error) {
	if _, err := io.WriteString(p.in, line+"\n"); err != nil {
		return "", fmt.Errorf("asking git: %w", err)
	}
	answer, err := p.out.ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("asking git: %w", err)
	}
	return answer, nil
}

// close ends the process. How it ends is no matter: it has answered.
func (p *pipe) close() {
	_ = p.in.Close()
	_, _ = io.Copy(io.Discard, p.out)
	_ = p.cmd.Wait()
}
