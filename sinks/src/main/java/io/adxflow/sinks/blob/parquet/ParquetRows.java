package io.adxflow.sinks.blob.parquet;

import io.adxflow.sinks.batch.TableSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;

/**
 * Writes CSV as a Parquet file, by Apache's writer: zstd, typed columns ({@link ColumnKind}), row groups of bounded memory. The same
 * rows give the same bytes. Reads and writes streams, and holds one row group.
 */
public final class ParquetRows {
    /** Changes with the bytes that the same rows give: another version of the library, or of this package. */
    public static final String VERSION = "pq01";

    private static final int ZSTD_LEVEL = 3;
    private static final int PAGE_BYTES = 1 << 20;

    private ParquetRows() {}

    /**
     * Writes all rows; leaves both streams open.
     *
     * @param facts what the file's footer holds besides
     * @throws BadRowException when a value is not of its column's type
     */
    public static void write(
            TableSchema schema,
            InputStream csv,
            OutputStream out,
            int rowGroupBytes,
            boolean nanoseconds,
            Map<String, String> facts)
            throws IOException {
        CsvRows rows = new CsvRows(csv);
        RowWriteSupport support = new RowWriteSupport(schema, nanoseconds, facts);
        try (ParquetWriter<CsvRows> writer = new Builder(new StreamFile(out), support)
                .withConf(new PlainParquetConfiguration())
                .withCodecFactory(new ZstdCodecs(ZSTD_LEVEL))
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withRowGroupSize((long) rowGroupBytes)
                .withPageSize(Math.min(PAGE_BYTES, rowGroupBytes))
                .build()) {
            while (rows.next()) {
                writer.write(rows);
            }
        } catch (RowWriteSupport.BadValueException e) {
            throw new BadRowException(String.valueOf(e.getMessage()));
        }
    }

    private static final class Builder extends ParquetWriter.Builder<CsvRows, Builder> {
        private final RowWriteSupport support;

        Builder(OutputFile file, RowWriteSupport support) {
            super(file);
            this.support = support;
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        @Deprecated
        protected WriteSupport<CsvRows> getWriteSupport(Configuration configuration) {
            return support;
        }

        @Override
        protected WriteSupport<CsvRows> getWriteSupport(ParquetConfiguration configuration) {
            return support;
        }
    }
}
