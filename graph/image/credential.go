package image

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"oras.land/oras-go/v2/registry/remote/auth"
	"oras.land/oras-go/v2/registry/remote/credentials"
)

// helperTimeout bounds how long a credential helper may think.
const helperTimeout = 10 * time.Second

// DockerCredentials reads Docker's configuration folder (DOCKER_CONFIG, or
// .docker in the home folder) and asks the credential helpers named there. The
// folder need not exist.
func DockerCredentials(dir string) CredentialSource {
	open := sync.OnceValues(func() (credentials.Store, error) {
		return credentials.NewStore(filepath.Join(dir, "config.json"), credentials.StoreOptions{})
	})
	return func(ctx context.Context, host string) (Credential, error) {
		store, err := open()
		if err != nil {
			return Credential{}, fmt.Errorf("reading docker's credentials: %w", err)
		}
		found, err := ask(ctx, store, credentials.ServerAddressFromHostname(host))
		if err != nil {
			return Credential{}, fmt.Errorf("asking docker's credential helper about %s: %w", host, err)
		}
		return Credential{Username: found.Username, Password: found.Password, Identity: found.RefreshToken}, nil
	}
}

// ask gets a credential within helperTimeout, also from a helper whose
// children keep its output open.
func ask(ctx context.Context, store credentials.Store, server string) (auth.Credential, error) {
	ctx, cancel := context.WithTimeout(ctx, helperTimeout)
	defer cancel()
	type answer struct {
		credential auth.Credential
		err        error
	}
	answers := make(chan answer, 1)
	go func() {
		c, err := store.Get(ctx, server)
		answers <- answer{c, err}
	}()
	select {
	case a := <-answers:
		return a.credential, a.err
	case <-ctx.Done():
		return auth.EmptyCredential, ctx.Err() //nolint:wrapcheck // the caller wraps it
	}
}

// login returns the credential for a host, nobody's if there is none to be
// had: most images are for everybody, and a broken helper is in no one's way
// there.
func (c *Client) login(ctx context.Context, host string) (auth.Credential, error) {
	if c.settings.credentials == nil {
		return auth.EmptyCredential, nil
	}
	return c.logins.do(ctx, host, func() (auth.Credential, error) {
		found, err := c.settings.credentials(ctx, host)
		if err != nil {
			c.notice(fmt.Sprintf("not logged in to %s: %v", host, err))
			return auth.EmptyCredential, nil
		}
		return auth.Credential{Username: found.Username, Password: found.Password, RefreshToken: found.Identity}, nil
	})
}
