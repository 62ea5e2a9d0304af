package io.adxflow.sinks.blob;

import io.adxflow.sinks.azure.Identity;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A moniker's options of kind {@code blob}, typed and complete. Holds no secret, only where one is found.
 *
 * @param container its URL, or with a connection string its name
 * @param prefix before all names: empty, or with a slash at its end
 * @param access how to be let in
 * @param singlePutBytes compressed bytes up to which a batch is put at its commit, without blocks
 * @param shareBelowBytes compressed bytes below which a batch shares a blob with others of its round; 0 for none
 * @param blockBytes of one block of an upload
 * @param blocksInFlight of all uploads together, which bounds their memory
 * @param rowGroupBytes of Parquet, in memory
 * @param nanoseconds whether Parquet's timestamps are in nanoseconds, else in microseconds
 * @param indexTags whether blobs get index tags
 */
record BlobSettings(
        String moniker,
        String container,
        String prefix,
        Format format,
        Access access,
        long singlePutBytes,
        long shareBelowBytes,
        int blockBytes,
        int blocksInFlight,
        int rowGroupBytes,
        boolean nanoseconds,
        boolean indexTags) {

    /** What a blob holds. */
    enum Format {
        CSV(".csv.gz", "application/gzip"),
        PARQUET(".parquet", "application/vnd.apache.parquet");

        private final String ending;
        private final String contentType;

        Format(String ending, String contentType) {
            this.ending = ending;
            this.contentType = contentType;
        }

        /** Of a blob's name. */
        String ending() {
            return ending;
        }

        String contentType() {
            return contentType;
        }

        /** As it stands in a configuration. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How to be let in: one of the secrets, else the identity.
     *
     * @param sas where a shared access signature is, or null
     * @param connectionString where a connection string is, or null
     */
    record Access(Identity identity, @Nullable SecretPlace sas, @Nullable SecretPlace connectionString) {}

    /**
     * Where a secret is.
     *
     * @param option that names it
     * @param environment true for a variable, false for a file
     */
    record SecretPlace(String option, String name, boolean environment) {}
}
