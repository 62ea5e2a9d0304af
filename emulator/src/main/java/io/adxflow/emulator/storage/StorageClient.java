package io.adxflow.emulator.storage;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The few requests of Azure Storage's REST interface that a data management service makes. Every URL carries its SAS.
 *
 * <p>Threads: any. Failures of the service are {@link StorageException}s with its status; those of the network are
 * {@link IOException}s.
 */
public final class StorageClient {
    /** The newest version that Azurite's table service takes without a doubt. */
    private static final String VERSION = "2021-12-02";

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    /** A message as it was received: it stays in the queue, unseen, until it is deleted or its time is over. */
    public record QueueMessage(String queueUrl, String id, String popReceipt, int dequeueCount, String text) {}

    /** The content of a blob and its length in bytes. The caller closes the stream. */
    public record Blob(long length, InputStream content) {}

    /** Makes a container; one that is there already is fine. */
    public void createContainer(String url) throws IOException {
        ensure(put(withQuery(url, "restype=container"), BodyPublishers.noBody()));
    }

    /** Makes a queue; one that is there already is fine. */
    public void createQueue(String url) throws IOException {
        ensure(put(url, BodyPublishers.noBody()));
    }

    /** Makes a table; one that is there already is fine. */
    public void createTable(String serviceUrl, String name) throws IOException {
        int query = serviceUrl.indexOf('?');
        ensure(request(serviceUrl.substring(0, query) + "/Tables" + serviceUrl.substring(query))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json;odata=nometadata")
                .POST(BodyPublishers.ofString("{\"TableName\":\"" + name + "\"}"))
                .build());
    }

    private void ensure(HttpRequest request) throws IOException {
        HttpResponse<String> answer = send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 409) {
            check(answer);
        }
    }

    /** Takes up to 32 messages, which are unseen by others for a while. */
    public List<QueueMessage> receive(String queueUrl, Duration unseen) throws IOException {
        HttpRequest request = request(withQuery(
                        messages(queueUrl), "numofmessages=32&visibilitytimeout=" + Math.max(1, unseen.toSeconds())))
                .GET()
                .build();
        HttpResponse<InputStream> answer = send(request, BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            if (answer.statusCode() / 100 != 2) {
                throw new StorageException(
                        answer.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
            NodeList messages = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(body)
                    .getElementsByTagName("QueueMessage");
            List<QueueMessage> received = new ArrayList<>();
            for (int i = 0; i < messages.getLength(); i++) {
                Element message = (Element) messages.item(i);
                received.add(new QueueMessage(
                        queueUrl,
                        text(message, "MessageId"),
                        text(message, "PopReceipt"),
                        Integer.parseInt(text(message, "DequeueCount")),
                        text(message, "MessageText")));
            }
            return received;
        } catch (SAXException | ParserConfigurationException e) {
            throw new IOException("the queue service answered no XML", e);
        }
    }

    /** How many messages a queue holds, those that are unseen for a while included. */
    public int countMessages(String queueUrl) throws IOException {
        HttpResponse<String> answer =
                send(request(withQuery(queueUrl, "comp=metadata")).GET().build(), BodyHandlers.ofString());
        check(answer);
        return Math.toIntExact(answer.headers()
                .firstValueAsLong("x-ms-approximate-messages-count")
                .orElse(0));
    }

    private static String text(Element message, String name) {
        return message.getElementsByTagName(name).item(0).getTextContent();
    }

    /** Puts a message, base64 as the Kusto clients expect it. */
    public void post(String queueUrl, String text) throws IOException {
        String encoded = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        check(send(
                request(messages(queueUrl))
                        .header("Content-Type", "application/xml")
                        .POST(BodyPublishers.ofString(
                                "<QueueMessage><MessageText>" + encoded + "</MessageText></QueueMessage>"))
                        .build(),
                BodyHandlers.ofString()));
    }

    /** Removes a message for good. One that is gone, or that another receiver holds by now, is left alone. */
    public void delete(QueueMessage message) throws IOException {
        int query = message.queueUrl().indexOf('?');
        String url = message.queueUrl().substring(0, query) + "/messages/" + message.id()
                + message.queueUrl().substring(query) + "&popreceipt="
                + URLEncoder.encode(message.popReceipt(), StandardCharsets.UTF_8);
        HttpResponse<String> answer = send(request(url).DELETE().build(), BodyHandlers.ofString());
        if (answer.statusCode() != 404) {
            check(answer);
        }
    }

    /** Opens a blob. */
    public Blob download(String blobUrl) throws IOException {
        HttpResponse<InputStream> answer = send(request(blobUrl).GET().build(), BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            try (InputStream body = answer.body()) {
                throw new StorageException(
                        answer.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return new Blob(answer.headers().firstValueAsLong("Content-Length").orElse(-1), answer.body());
    }

    /** Removes a blob; one that is gone is fine. */
    public void deleteBlob(String blobUrl) throws IOException {
        HttpResponse<String> answer = send(request(blobUrl).DELETE().build(), BodyHandlers.ofString());
        if (answer.statusCode() != 404) {
            check(answer);
        }
    }

    /**
     * Merges properties into an entity that is there.
     *
     * @param tableUrl with its SAS
     * @param json the properties, with their {@code @odata.type}s
     * @return false when there is no such entity
     */
    public boolean merge(String tableUrl, String partitionKey, String rowKey, String json) throws IOException {
        int query = tableUrl.indexOf('?');
        String url = tableUrl.substring(0, query) + "(PartitionKey='" + key(partitionKey) + "',RowKey='" + key(rowKey)
                + "')" + tableUrl.substring(query);
        HttpResponse<String> answer = send(
                request(url)
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json;odata=nometadata")
                        .header("If-Match", "*")
                        .method("MERGE", BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() == 404) {
            return false;
        }
        check(answer);
        return true;
    }

    private static String key(String text) {
        return URLEncoder.encode(text.replace("'", "''"), StandardCharsets.UTF_8)
                .replace("+", "%20");
    }

    private static String messages(String queueUrl) {
        int query = queueUrl.indexOf('?');
        return queueUrl.substring(0, query) + "/messages" + queueUrl.substring(query);
    }

    private static String withQuery(String url, String parameters) {
        return url + "&" + parameters;
    }

    private static HttpRequest put(String url, HttpRequest.BodyPublisher body) {
        return request(url).PUT(body).build();
    }

    private static HttpRequest.Builder request(String url) {
        try {
            return HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).header("x-ms-version", VERSION);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not a URL: " + url, e);
        }
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body) throws IOException {
        try {
            return http.send(request, body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void check(HttpResponse<String> answer) throws StorageException {
        if (answer.statusCode() / 100 != 2) {
            throw new StorageException(answer.statusCode(), answer.body());
        }
    }
}
