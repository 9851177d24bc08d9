"""Security Hub: is it on, with what."""
from collectors import Case
from stub_aws import Failure

STANDARD = "arn:aws:securityhub:eu-west-1::standards/aws-foundational-security-best-practices/v/1.0.0"
PRODUCT = "arn:aws:securityhub:eu-west-1:123456789012:product-subscription/aws/guardduty"


def off(_):
    raise Failure("InvalidAccessException", 401)


CASES = [
    Case("a hub", """
resource "aws_securityhub_account" "h" {
  auto_enable_controls      = true
  control_finding_generator = "SECURITY_CONTROL"
}
resource "aws_securityhub_standards_subscription" "s" {
  standards_arn = "arn:aws:securityhub:eu-west-1::standards/aws-foundational-security-best-practices/v/1.0.0"
}
""", answers={
        "securityhub:DescribeHub": {"HubArn": "arn:aws:securityhub:eu-west-1:123456789012:hub/default", "AutoEnableControls": True, "ControlFindingGenerator": "SECURITY_CONTROL"},
        "securityhub:GetEnabledStandards": {"StandardsSubscriptions": [{"StandardsSubscriptionArn": "arn:aws:securityhub:eu-west-1:123456789012:subscription/f/v/1.0.0",
                                                                       "StandardsArn": STANDARD, "StandardsInput": {}, "StandardsStatus": "READY"}]},
        "securityhub:ListEnabledProductsForImport": {"ProductSubscriptions": [PRODUCT]}}, wants=[("aws_securityhub_product_subscription", {"arn": PRODUCT})]),
    Case("no hub", "", answers={"securityhub:DescribeHub": off, "securityhub:GetEnabledStandards": off, "securityhub:ListEnabledProductsForImport": off},
         none=("aws_securityhub_account", "aws_securityhub_standards_subscription", "aws_securityhub_product_subscription")),
]
