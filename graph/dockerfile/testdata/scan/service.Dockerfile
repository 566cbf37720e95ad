# syntax=docker/dockerfile:1
#ctypes: CONTRACT: 1

ARG GO_VERSION=1.26
FROM --platform=$BUILDPLATFORM golang:${GO_VERSION} AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/root/.cache \
    go mod download
COPY . .
RUN <<EOF
set -e
go build -o /out/server ./cmd/server
# not a comment of the Dockerfile
EOF

FROM debian:12-slim
#ctypes: LISTENS ON: TCP:8080 FOR: org.ietf.http/com.example.shop-api
#ctypes: CONNECTS TO: {{DATABASE_URL}} FOR: org.postgresql.db@>=14 \
#ctypes:   WHEN: START
LABEL org.opencontainers.image.title="shop" \
      # a comment in between
      org.opencontainers.image.vendor='Example "Inc."'
ENV PORT=8080 MODE="production" \
    GREETING=hello\ world
COPY --from=build --chown=app:app /out/server /usr/local/bin/server
COPY <<-'CONFIG' /etc/shop.conf
	listen ${PORT}
	CONFIG
EXPOSE $PORT 9090/udp
VOLUME ["/var/lib/shop"]
USER app
HEALTHCHECK --interval=10s --timeout=2s CMD curl -f http://localhost:$PORT/ || exit 1
ENTRYPOINT ["/usr/local/bin/server"]
CMD ["--verbose"]
