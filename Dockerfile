# The image of a release: programs without a shell, run by nobody in particular.
# Its context holds what was built, by platform: linux/amd64/ctypes, ...
FROM gcr.io/distroless/static-debian12:nonroot@sha256:d093aa3e30dbadd3efe1310db061a14da60299baff8450a17fe0ccc514a16639
ARG TARGETPLATFORM
LABEL org.opencontainers.image.title="ctypes" \
      org.opencontainers.image.description="A type checker for containers" \
      org.opencontainers.image.source="https://github.com/ctypes-dev/ctypes" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY ${TARGETPLATFORM}/ctypes ${TARGETPLATFORM}/ctypes-svg /usr/local/bin/
USER 65532:65532
WORKDIR /project
ENTRYPOINT ["/usr/local/bin/ctypes"]
CMD ["check"]
