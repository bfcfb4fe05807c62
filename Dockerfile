# The executable in an image that holds nothing else: no shell, no package manager, no Deno, no root.
#
#   docker build --tag dispatcher .
#   docker run --env-file .env --publish 127.0.0.1:8080:8080 --volume dispatcher:/var/lib/dispatcher dispatcher
#
# HEALTHCHECK is not part of the OCI image format: buildah and podman keep it with --format docker only.

ARG BUILD_IMAGE=docker.io/denoland/deno:2.9.6
ARG FINAL_IMAGE=gcr.io/distroless/cc-debian13:nonroot

FROM ${BUILD_IMAGE} AS build
# For builders that cannot download denort: another Deno to compile with, and a denort of its version (README, "Build").
# Without a default they are unset, not empty, and Deno downloads its own.
ARG DENO_COMPILE
ARG DENORT_BIN
WORKDIR /build
# Libraries first: this layer is built anew only when the lock file changes, which it may not do here.
COPY deno.json deno.lock ./
RUN deno install --frozen
COPY main.ts ./
COPY scripts/compile.ts scripts/
COPY src src
ARG COMMIT=unknown
RUN DISPATCHER_COMMIT="$COMMIT" deno task compile --output /made/dispatcher && mkdir /made/data

FROM ${FINAL_IMAGE}
ARG VERSION=0.1.0
ARG COMMIT=unknown
LABEL org.opencontainers.image.title="Dispatcher" \
      org.opencontainers.image.description="Answers an agency's telephone" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${COMMIT}" \
      org.opencontainers.image.base.name="gcr.io/distroless/cc-debian13:nonroot"
COPY --from=build /made/dispatcher /dispatcher
# 65532 is the base's `nonroot`. By number: Kubernetes compares runAsNonRoot with a number, never with a name.
COPY --from=build --chown=65532:65532 /made/data /var/lib/dispatcher
ENV HOST=0.0.0.0 \
    PORT=8080 \
    DATA_DIR=/var/lib/dispatcher \
    DATABASE_URL=sqlite:/var/lib/dispatcher/dispatcher.db
WORKDIR /var/lib/dispatcher
VOLUME /var/lib/dispatcher
USER 65532:65532
EXPOSE 8080
# SIGTERM drains. An engine kills after 10 s: give it longer than DRAIN_LIMIT_S (deploy/compose.yaml does).
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=5s --retries=3 CMD ["/dispatcher", "health"]
ENTRYPOINT ["/dispatcher"]
CMD ["serve"]
