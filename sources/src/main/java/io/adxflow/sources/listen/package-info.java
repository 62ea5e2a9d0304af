/**
 * Takes in what lies in storages and topics: a source with real splits, which are blobs and partitions. What they are made of, and how
 * they are found, is others' business, behind {@link io.adxflow.sources.listen.ListenKinds}.
 */
package io.adxflow.sources.listen;
