package io.adxflow.sinks.kusto.cluster;

/**
 * A container, queue or table that the cluster lends, with the signature that opens it.
 *
 * @param url without its signature
 * @param sas the query behind {@code ?}; never to be shown or kept
 */
public record Resource(String url, String sas) {

    static Resource parse(String urlAndSas) {
        int question = urlAndSas.indexOf('?');
        return question < 0
                ? new Resource(urlAndSas, "")
                : new Resource(urlAndSas.substring(0, question), urlAndSas.substring(question + 1));
    }

    /** The address with its signature. */
    public String signedUrl() {
        return sas.isEmpty() ? url : url + "?" + sas;
    }

    @Override
    public String toString() {
        return url;
    }
}
