{{/* Name of all resources: the release's. Flink labels its pods app=<name of the deployment>. */}}
{{- define "adxflow.name" -}}
{{- .Release.Name | trunc 45 | trimSuffix "-" -}}
{{- end -}}

{{- define "adxflow.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "adxflow.claim" -}}
{{- .Values.storage.existingClaim | default (include "adxflow.name" .) -}}
{{- end -}}

{{/* What the Pod Security Standard "restricted" asks of a pod. */}}
{{- define "adxflow.podSecurity" -}}
securityContext:
  runAsNonRoot: true
  runAsUser: 9999
  runAsGroup: 9999
  fsGroup: 9999
  seccompProfile:
    type: RuntimeDefault
{{- end -}}

{{/* The same of a container. */}}
{{- define "adxflow.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  capabilities:
    drop: [ALL]
{{- end -}}

{{- define "adxflow.podMetadata" -}}
{{- if .Values.workloadIdentity.clientId -}}
metadata:
  labels:
    azure.workload.identity/use: "true"
{{- end -}}
{{- end -}}

{{/* Flink's configuration: that of every deployment, with the values' laid over it. */}}
{{- define "adxflow.flinkConfiguration" -}}
{{- $shared := .Files.Get "files/flink-configuration.yaml" | fromYaml -}}
{{- if .Values.handshake.enabled -}}
{{- $_ := set $shared "metrics.reporter.adxflow.handshake" "0.0.0.0:9205" -}}
{{- end -}}
{{- range $key, $value := .Values.flinkConfiguration -}}
{{- $_ := set $shared $key ($value | toString) -}}
{{- end -}}
{{- toYaml $shared -}}
{{- end -}}
