"""RAM: what is shared with whom."""
from collectors import Case

SHARE = "arn:aws:ram:eu-west-1:123456789012:resource-share/1"


def of(params):
    principal = params["associationType"] == "PRINCIPAL"
    return {"resourceShareAssociations": [{"resourceShareArn": SHARE, "status": "ASSOCIATED", "associationType": params["associationType"], "external": False,
                                           "associatedEntity": "111122223333" if principal else "arn:aws:ec2:eu-west-1:123456789012:subnet/subnet-1"}]}


CASES = [Case("a share", """
resource "aws_ram_resource_share" "s" {
  name                      = "s"
  allow_external_principals = false
  tags                      = { team = "a" }
}
resource "aws_ram_principal_association" "p" {
  resource_share_arn = "arn:aws:ram:eu-west-1:@account@:resource-share/1"
  principal          = "111122223333"
}
resource "aws_ram_resource_association" "r" {
  resource_share_arn = "arn:aws:ram:eu-west-1:@account@:resource-share/1"
  resource_arn       = "arn:aws:ec2:eu-west-1:@account@:subnet/subnet-1"
}
""", answers={
    "ram:GetResourceShares": {"resourceShares": [
        {"resourceShareArn": SHARE, "name": "s", "owningAccountId": "123456789012", "allowExternalPrincipals": False, "status": "ACTIVE", "tags": [{"key": "team", "value": "a"}]},
        {"resourceShareArn": SHARE + "gone", "name": "gone", "owningAccountId": "123456789012", "allowExternalPrincipals": True, "status": "DELETED"}]},
    "ram:GetResourceShareAssociations": of})]
