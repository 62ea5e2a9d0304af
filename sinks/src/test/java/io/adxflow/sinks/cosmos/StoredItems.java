package io.adxflow.sinks.cosmos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Reads all items of a container by the feed of Cosmos DB's REST interface, as the SDK's queries over partitions are not answered. */
public final class StoredItems {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI feed;
    private final HttpClient http;

    public StoredItems(String endpoint, String database, String container) throws Exception {
        feed = URI.create(endpoint + "/dbs/" + database + "/colls/" + container + "/docs");
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {new Anybody()}, null);
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls)
                .build();
    }

    /** Every row's item, without those that say that a batch is there. */
    public List<JsonNode> rows() throws Exception {
        List<JsonNode> rows = new ArrayList<>();
        Optional<String> continuation = Optional.empty();
        do {
            HttpRequest.Builder request = HttpRequest.newBuilder(feed).header("x-ms-max-item-count", "100000");
            continuation.ifPresent(token -> request.header("x-ms-continuation", token));
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            for (JsonNode item : JSON.readTree(answer.body()).path("Documents")) {
                if (item.has("row")) {
                    rows.add(item);
                }
            }
            continuation = answer.headers().firstValue("x-ms-continuation");
        } while (continuation.isPresent());
        return rows;
    }

    /** The server's certificate is nobody's that the JVM knows. */
    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
