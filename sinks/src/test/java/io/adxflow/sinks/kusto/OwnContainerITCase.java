package io.adxflow.sinks.kusto;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.util.BinaryData;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.kusto.confirm.BlobSweep;
import io.adxflow.sinks.kusto.staging.BlobStaging;
import io.adxflow.sinks.kusto.staging.BlobStaging.Blob;
import io.adxflow.sinks.kusto.staging.StagingContainer;
import io.adxflow.sinks.kusto.staging.StagingPlaces;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A staging container of our own: what is in it, who may read it, and when it is cleaned. */
class OwnContainerITCase extends KustoTestBase {
    private String url;
    private StagingPlaces places;

    @BeforeEach
    void makeContainer() throws Exception {
        url = storage.container("own");
        list(url);
        open();
        places = own(storage.sas);
    }

    @Test
    void aBatchGoesThroughItUnderItsSignature() throws Exception {
        BlobStaging staging = new BlobStaging(places, 64 << 10, 4);
        SealedBatch batch = batches.batch("Cpu", 10, 70_000);
        staging.stage(batch.batchId(), BatchNames.blob(batch), batches.content(batch));
        assertThat(storage.exists(url, BatchNames.blob(batch))).isFalse();
        Blob blob = staging.commit(batch.batchId(), BatchNames.blob(batch), batches.gone(batch));

        assertThat(storage.blob(url, BatchNames.blob(batch))).isEqualTo(batches.bytes(batch));
        assertThat(blob.url()).isEqualTo(url + "/" + BatchNames.blob(batch));
        assertThat(places.readable(blob.url())).isEqualTo(blob.url() + "?" + storage.sas);
        assertThat(new BlobStaging(places, 64 << 10, 4).find(batch.batchId(), BatchNames.blob(batch), true))
                .as("by another process")
                .isNotNull();
    }

    @Test
    void withoutASignatureTheClusterReadsItAsItsIdentity() throws Exception {
        assertThat(own(null).readable(url + "/b")).isEqualTo(url + "/b;managed_identity=system");
    }

    @Test
    void aSweepDeletesOldBlobsOfOursAlone() throws Exception {
        put("adxflow/Metrics/Cpu/old.csv.gz");
        put("others/old.csv.gz");
        assertThat(sweep(OffsetDateTime.now(ZoneOffset.UTC).minusHours(1))).isZero();
        assertThat(sweep(OffsetDateTime.now(ZoneOffset.UTC).plusHours(1))).isEqualTo(1);
        assertThat(storage.exists(url, "adxflow/Metrics/Cpu/old.csv.gz")).isFalse();
        assertThat(storage.exists(url, "others/old.csv.gz")).isTrue();
    }

    @Test
    void aSweepLeavesBlobsThatHaveNoVerdict() throws Exception {
        SealedBatch batch = batches.batch("Cpu", 1, 1_000);
        deliver(batch);
        put("adxflow/Metrics/Cpu/old.csv.gz");
        OffsetDateTime later = OffsetDateTime.now(ZoneOffset.UTC).plusHours(1);
        assertThat(sweep(later)).isEqualTo(1);
        assertThat(storage.blob(url, BatchNames.blob(batch))).isEqualTo(batches.bytes(batch));

        storage.lines().forEach(storage.table::deleteEntity);
        assertThat(sweep(later)).isEqualTo(1);
        assertThat(storage.exists(url, BatchNames.blob(batch))).isFalse();
    }

    private StagingPlaces own(String sas) throws Exception {
        return StagingPlaces.own(
                url, sas, null, "system", destination.connection().http());
    }

    private long sweep(OffsetDateTime before) throws Exception {
        List<StagingContainer> containers = places.containers();
        assertThat(containers).hasSize(1);
        return new BlobSweep(destination.connection().queues().statusTables(), "adxflow-adx")
                .run(containers.get(0), BatchNames.FOLDER, before);
    }

    private void put(String blob) {
        storage.blobs
                .getBlobContainerClient(url.substring(url.lastIndexOf('/') + 1))
                .getBlobClient(blob)
                .upload(BinaryData.fromString("x"));
    }
}
