import type { AbortRule } from '../core/abort-rule.js'
import { safeJson } from '../core/safe-text.js'
import { ruleRow } from './lifecycle.js'

/** A rule in the forms in which people put it there themselves. */
export function renderByHand(rule: AbortRule, bucket: string): string {
  return (
    'To add to the Rules of aws s3api put-bucket-lifecycle-configuration:\n\n' +
    `${safeJson(ruleDocument(rule))}\n\n` +
    'Or with Terraform, whose resource must hold the other rules too, since it replaces them all:\n\n' +
    terraform(rule, bucket)
  )
}

export function byHandRow(rule: AbortRule, bucket: string, reason: string): object {
  const byHand = { Rule: ruleDocument(rule), Terraform: terraform(rule, bucket) }
  return { Bucket: bucket, Outcome: 'refused', Reason: reason, Rule: ruleRow(rule), ByHand: byHand }
}

/** As in a lifecycle configuration for the AWS CLI and Boto3. */
function ruleDocument({ id, isEnabled, prefix, daysAfterInitiation }: AbortRule): object {
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

/** A string of HCL is one of JSON in which `${` and `%{` begin a template. */
function quoted(text: string): string {
  return safeJson(text).replace(/[$%](?=\{)/g, '$&$&')
}
