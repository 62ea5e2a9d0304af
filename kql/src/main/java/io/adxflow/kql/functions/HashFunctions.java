package io.adxflow.kql.functions;

/** Functions that hash. */
final class HashFunctions {
    static final String SIGNATURES =
            """
            hash(source: simple, [mod: integer]): long
            hash_sha256(source: simple): string
            hash_md5(source: simple): string
            hash_sha1(source: simple): string
            hash_xxhash64(source: simple, [mod: integer]): long
            hash_combine(source1: scalar, source2: scalar, ...): long
            hash_many(source: simple, ...): long
            """;

    private HashFunctions() {}
}
