# `sfn serve` in an image from scratch: one static program, nothing else.
#
#   docker build -t sfn .
#   docker run --rm -p 8083:8083 sfn
#   docker run --rm -p 8083:8083 -v "$PWD:/work:ro" -e SFN_TEMPLATES=template.yaml -e SFN_WATCH=1 sfn
#
# Every flag of `sfn serve` is a variable as well: `sfn serve --help`.
FROM rust:1.95-alpine AS build
RUN apk add --no-cache musl-dev gcc make
WORKDIR /src
COPY . .
RUN cargo build --release --locked && cp target/release/sfn /sfn

FROM scratch
COPY --from=build /sfn /sfn
WORKDIR /work
# Other machines reach the container by its address, so it listens everywhere in it.
ENV SFN_HOST=0.0.0.0 SFN_PORT=8083
EXPOSE 8083
HEALTHCHECK --interval=2s --timeout=3s --retries=15 CMD ["/sfn", "serve", "--healthcheck"]
ENTRYPOINT ["/sfn"]
CMD ["serve"]
