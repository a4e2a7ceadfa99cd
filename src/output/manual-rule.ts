import type { AbortRule } from '../core/abort-rule.js'
import { safeJson } from '../core/safe-text.js'
import type { Row } from './records.js'
import { ruleRow } from './lifecycle-rules.js'

/** Renders a rule in the forms in which users can add it themselves. */
export function renderManualRule(rule: AbortRule, bucket: string): string {
  return (
    'To add the rule with the AWS CLI (put-bucket-lifecycle-configuration), add this to its Rules:\n\n' +
    `${safeJson(ruleDocument(rule))}\n\n` +
    'To add it with Terraform, add it to the resource that holds the other rules. The resource replaces all rules:\n\n' +
    terraform(rule, bucket)
  )
}

export function manualRuleDocument(rule: AbortRule, bucket: string, reason: string): Row {
  const manual = { Rule: ruleDocument(rule), Terraform: terraform(rule, bucket) }
  return { Bucket: bucket, Outcome: 'refused', Reason: reason, Rule: ruleRow(rule), Manual: manual }
}

/** Returns a rule as in a lifecycle configuration for the AWS CLI and Boto3. */
function ruleDocument({ id, isEnabled, prefix, daysAfterInitiation }: AbortRule): Row {
  return {
    ID: id,
    Filter: { Prefix: prefix },
    Status: isEnabled ? 'Enabled' : 'Disabled',
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: daysAfterInitiation },
  }
}

/** https://registry.terraform.io/providers/coreweave/coreweave/latest/docs/resources/object_storage_bucket_lifecycle_configuration */
function terraform({ id, isEnabled, prefix, daysAfterInitiation }: AbortRule, bucket: string): string {
  return `resource "coreweave_object_storage_bucket_lifecycle_configuration" "uploads" {
  bucket = ${quoted(bucket)}

  rule {
    id     = ${quoted(id)}
    status = "${isEnabled ? 'Enabled' : 'Disabled'}"

    filter {
      prefix = ${quoted(prefix)}
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = ${daysAfterInitiation}
    }
  }
}
`
}

/** Quotes a string for HCL: JSON, in which `${` and `%{` would start a template. */
function quoted(text: string): string {
  return safeJson(text).replace(/[$%](?=\{)/g, '$&$&')
}
