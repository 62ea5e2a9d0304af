/** Who may be connected, and who makes room: rules that all servers share, whatever they speak. */
package io.adxflow.sources.connections;
